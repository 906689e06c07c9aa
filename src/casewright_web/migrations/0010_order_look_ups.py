"""Orders that a person has looked up through the marketplace's interface."""

import django.db.models.deletion
from django.db import migrations, models

_STATES = [("waiting", "waiting"), ("asking", "asking Amazon"), ("done", "answered"), ("failed", "no answer")]
_KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("casewright_web", "0009_forgotten")]
    operations = [
        migrations.CreateModel(
            name="OrderLookUp",
            fields=[
                ("id", _KEY),
                ("order_ref", models.CharField(max_length=64)),
                ("actor", models.CharField(max_length=150)),
                ("queued_at", models.DateTimeField()),
                ("state", models.CharField(choices=_STATES, default="waiting", max_length=10)),
                ("asked", models.PositiveIntegerField(default=0)),
                ("refused", models.JSONField(default=list)),
                ("records", models.PositiveIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("problem", models.JSONField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="look_ups",
                        to="casewright_web.caserow",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["state", "id"], name="look_up_next")]},
        ),
    ]
