from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("harvest", "0002_checked")]

    operations = [
        migrations.AlterField(
            model_name="item",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("fetching", "Fetching"),
                    ("reading", "Reading"),
                    ("published", "Published"),
                    ("unchanged", "Unchanged"),
                    ("not_a_table", "Not A Table"),
                    ("needs_person", "Needs Person"),
                    ("failed", "Failed"),
                    ("described", "Described"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="queued",
                max_length=12,
            ),
        ),
    ]
