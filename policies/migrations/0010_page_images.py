"""The images that texts were read from, beside the text on the checking page."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0009_matters_by_hand'),
    ]

    operations = [
        migrations.CreateModel(
            name='SourceImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('label', models.CharField(max_length=40, verbose_name='名称')),
                ('content', models.BinaryField(help_text='一份文件的图像过多时为空', verbose_name='内容')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='images', to='policies.sourcefile', verbose_name='来源文件')),
            ],
            options={
                'verbose_name': '识别的图像',
                'verbose_name_plural': '识别的图像',
                'ordering': ['source', 'number'],
            },
        ),
        migrations.CreateModel(
            name='ImageReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lines', models.JSONField(default=list, verbose_name='各行')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='image_readings', to='policies.policydocument', verbose_name='文件')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='policies.sourceimage', verbose_name='图像')),
            ],
            options={
                'verbose_name': '图像中的文字',
                'verbose_name_plural': '图像中的文字',
                'ordering': ['document', 'image'],
            },
        ),
        migrations.AddConstraint(
            model_name='sourceimage',
            constraint=models.UniqueConstraint(fields=('source', 'number'), name='source_image_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='imagereading',
            constraint=models.UniqueConstraint(fields=('document', 'image'), name='image_reading_unique'),
        ),
    ]
