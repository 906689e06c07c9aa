"""What was forgotten, and when. A file of SQLite is written anew once, so that no page keeps what was deleted."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def write_anew(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("VACUUM")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casewright_web", "0008_recorded_calls")]
    operations = [
        migrations.AddField("caserow", "forgotten_at", models.DateTimeField(null=True)),
        migrations.AddField("caserow", "forget_from", models.DateTimeField(null=True)),
        migrations.AddField("caserow", "look_at", models.DateTimeField(null=True)),
        migrations.AddField("sourcefile", "forgotten_at", models.DateTimeField(null=True)),
        migrations.AddField("storedrecord", "forgotten_at", models.DateTimeField(null=True)),
        migrations.AddIndex("caserow", models.Index(fields=["look_at", "id"], name="case_to_look_at")),
        migrations.AddIndex(
            "storedrecord",
            models.Index(fields=["id"], condition=models.Q(forgotten_at=None), name="record_to_forget"),
        ),
        migrations.RunPython(write_anew, migrations.RunPython.noop),
    ]
