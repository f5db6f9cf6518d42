"""Names are found by one token a part of the name instead of one a beginning of it."""

from typing import Any

from django.db import migrations, models

import marketloop.platform.ids
from marketloop.platform import crypto
from marketloop.profiles.naming import name_tokens

CHUNK = 2_000


def write_tokens(apps: Any, schema_editor: Any) -> None:
    person, token = apps.get_model('profiles', 'Person'), apps.get_model('profiles', 'NameToken')
    named, last = person.objects.exclude(name_sealed='').order_by('id').values_list('id', 'name_sealed'), 0
    while rows := list(named.filter(id__gt=last)[:CHUNK]):
        token.objects.bulk_create(
            token(person=one, token=found)
            for one, sealed in rows
            for found in name_tokens(crypto.decrypt(sealed, 'person:name'))
        )
        last = rows[-1][0]


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0005_other_values'),
    ]

    operations = [
        migrations.DeleteModel(name='NameToken'),
        migrations.CreateModel(
            name='NameToken',
            fields=[
                ('id', models.BigIntegerField(default=marketloop.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('person', models.BigIntegerField(db_index=True)),
                ('token', models.BinaryField(max_length=24)),
            ],
            options={
                'db_table': 'profiles_name_token',
                'indexes': [models.Index(fields=['token', 'person'], name='name_token')],
            },
        ),
        migrations.RunPython(write_tokens, migrations.RunPython.noop, elidable=True),
    ]
