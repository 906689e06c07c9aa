"""A look-up that failed in passing is tried again: how often it was, and when it is next."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casewright_web", "0011_decide_at")]
    operations = [
        migrations.AddField("orderlookup", "tries", models.PositiveIntegerField(default=0)),
        migrations.AddField("orderlookup", "next_try_at", models.DateTimeField(null=True)),
    ]
