from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casewright_web", "0005_packets"),
    ]

    operations = [
        migrations.AddField(model_name="exhibitrow", name="purged_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="exhibitrow", name="came_as", field=models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AddField(model_name="exhibitrow", name="looked_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="exhibitrow", index=models.Index(fields=["looked_at"], name="exhibit_to_look_at")
        ),
    ]
