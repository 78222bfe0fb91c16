from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0004_samples'),
    ]

    operations = [
        migrations.AddField(
            model_name='tableversion',
            name='sheet_name',
            field=models.TextField(blank=True, default=''),
        ),
    ]
