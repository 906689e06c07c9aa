"""When a case is to be decided again; what stands in the desk by now at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casewright_web", "0010_order_look_ups")]
    operations = [
        migrations.AddField("caserow", "decide_at", models.DateTimeField(null=True)),
        migrations.AddIndex("caserow", models.Index(fields=["decide_at", "id"], name="case_to_decide")),
    ]
