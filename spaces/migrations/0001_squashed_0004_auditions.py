import clock
import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import spaces.models.place
import spaces.models.space
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('spaces', '0001_initial'), ('spaces', '0002_guards'), ('spaces', '0003_dated_parts'), ('spaces', '0004_auditions')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('booking', 'Réservation'), ('agreement', 'Convention d’occupation'), ('closure', 'Fermeture'), ('external', 'Calendrier extérieur'), ('audition', 'Auditions')], max_length=12, verbose_name='origine')),
                ('created_at', models.DateTimeField(default=clock.now, editable=False, verbose_name='inscrit le')),
            ],
            options={
                'verbose_name': 'inscription au registre',
                'verbose_name_plural': 'inscriptions au registre',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='adresse courte')),
                ('tagline', models.CharField(blank=True, max_length=120, verbose_name='sous le nom')),
                ('address', models.TextField(blank=True, verbose_name='adresse')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='courriel')),
                ('timezone', models.CharField(default='Europe/Paris', max_length=64, validators=[spaces.models.place.validate_time_zone], verbose_name='fuseau horaire')),
                ('school_zone', models.CharField(blank=True, default='A', max_length=1, verbose_name='zone scolaire')),
                ('built_in', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='année de construction')),
            ],
            options={
                'verbose_name': 'lieu',
                'verbose_name_plural': 'lieux',
                'ordering': ['pk'],
                'permissions': [('manage_place', 'Gérer le lieu'), ('welcome_place', 'Tenir l’accueil'), ('edit_place', 'Écrire les pages du lieu'), ('view_figures_place', 'Voir les chiffres du lieu')],
            },
        ),
        migrations.CreateModel(
            name='Building',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('safety_capacity', models.PositiveIntegerField(blank=True, help_text='Fixé par la commission de sécurité, personnes présentes en même temps.', null=True, verbose_name='effectif maximal autorisé')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='buildings', to='spaces.place', verbose_name='lieu')),
            ],
            options={
                'verbose_name': 'bâtiment',
                'verbose_name_plural': 'bâtiments',
                'ordering': ['place', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('place', 'name'), name='spaces_building_named_once')],
            },
        ),
        migrations.CreateModel(
            name='PlaceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('slug', models.SlugField(db_index=False, max_length=80, verbose_name='adresse courte')),
                ('tagline', models.CharField(blank=True, max_length=120, verbose_name='sous le nom')),
                ('address', models.TextField(blank=True, verbose_name='adresse')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='courriel')),
                ('timezone', models.CharField(default='Europe/Paris', max_length=64, validators=[spaces.models.place.validate_time_zone], verbose_name='fuseau horaire')),
                ('school_zone', models.CharField(blank=True, default='A', max_length=1, verbose_name='zone scolaire')),
                ('built_in', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='année de construction')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='spaces.place')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlaceUserPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField(default=clock.now, editable=False, verbose_name='donné le')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='spaces.place')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='donné par')),
                ('membership', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.membership', verbose_name='au titre de')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'unique_together': {('user', 'permission', 'content_object')},
            },
        ),
        migrations.CreateModel(
            name='Floor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.SmallIntegerField(help_text='0 pour le rez-de-chaussée.', verbose_name='niveau')),
                ('name', models.CharField(max_length=60, verbose_name='nom')),
                ('is_outdoors', models.BooleanField(default=False, verbose_name='en plein air')),
                ('building', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='floors', to='spaces.building', verbose_name='bâtiment')),
            ],
            options={
                'verbose_name': 'niveau',
                'verbose_name_plural': 'niveaux',
                'ordering': ['building', 'is_outdoors', 'level'],
                'constraints': [models.UniqueConstraint(fields=('building', 'level', 'is_outdoors'), name='spaces_floor_level_once')],
            },
        ),
        migrations.CreateModel(
            name='Space',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('slug', models.SlugField(max_length=120, verbose_name='adresse courte')),
                ('door_number', models.CharField(blank=True, max_length=6, verbose_name='numéro de porte')),
                ('kind', models.CharField(choices=[('hall', 'Salle polyvalente'), ('meeting_room', 'Salle de réunion'), ('workshop', 'Atelier'), ('activity', 'Salle d’activité'), ('studio', 'Studio'), ('call_box', 'Bulle d’appel'), ('shared', 'Espace partagé'), ('office', 'Bureau'), ('desk', 'Poste'), ('food', 'Restauration'), ('social', 'Convivialité'), ('outdoors', 'Extérieur'), ('storage', 'Stockage'), ('circulation', 'Circulation'), ('monument', 'Monument'), ('equipment', 'Équipement')], default='meeting_room', max_length=20, verbose_name='type')),
                ('area_m2', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='surface (m²)')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='capacité')),
                ('safety_capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='effectif maximal autorisé')),
                ('seat_count', models.PositiveIntegerField(blank=True, help_text='Vide : l’espace se réserve en entier.', null=True, verbose_name='places ou unités réservables une à une')),
                ('is_accessible', models.BooleanField(default=False, verbose_name='accessible en fauteuil')),
                ('is_bookable', models.BooleanField(default=True, verbose_name='réservable')),
                ('equipment', models.CharField(blank=True, max_length=300, verbose_name='équipements')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='remarque')),
                ('description', models.TextField(blank=True, verbose_name='présentation')),
                ('turnaround', models.DurationField(default=datetime.timedelta(0), help_text='Durée, par exemple 00:15:00.', verbose_name='remise en état après chaque usage')),
                ('in_service_from', models.DateField(blank=True, null=True, verbose_name='en service depuis le')),
                ('in_service_until', models.DateField(blank=True, null=True, verbose_name='en service jusqu’au')),
                ('is_archived', models.BooleanField(default=False, verbose_name='archivé')),
                ('floor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spaces', to='spaces.floor', verbose_name='niveau')),
                ('photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='photo')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spaces', to='spaces.place', verbose_name='lieu')),
            ],
            options={
                'verbose_name': 'espace',
                'verbose_name_plural': 'espaces',
                'ordering': ['place', 'floor', 'door_number', 'name'],
                'permissions': [('approve_space', 'Valider les réservations de l’espace')],
                'constraints': [models.UniqueConstraint(fields=('place', 'slug'), name='spaces_space_slug_once'), models.UniqueConstraint(condition=models.Q(models.Q(('door_number', ''), _negated=True), ('is_archived', False)), fields=('place', 'door_number'), name='spaces_space_door_once', violation_error_message='Ce numéro de porte est déjà pris.'), models.CheckConstraint(condition=models.Q(('area_m2__isnull', True), ('area_m2__gt', 0), _connector='OR'), name='spaces_space_area_positive'), models.CheckConstraint(condition=models.Q(('seat_count__isnull', True), ('seat_count__gt', 0), _connector='OR'), name='spaces_space_seats_positive'), models.CheckConstraint(condition=models.Q(('turnaround__gte', datetime.timedelta(0))), name='spaces_space_turnaround_not_negative'), models.CheckConstraint(condition=models.Q(('in_service_from__isnull', True), ('in_service_until__isnull', True), ('in_service_until__gte', models.F('in_service_from')), _connector='OR'), name='spaces_space_service_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='LayoutCapacity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layout', models.CharField(choices=[('meeting', 'Réunion'), ('classroom', 'Classe'), ('conference', 'Conférence'), ('meal', 'Repas'), ('standing', 'Debout')], max_length=20, verbose_name='configuration')),
                ('capacity', models.PositiveIntegerField(verbose_name='capacité')),
                ('space', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='layouts', to='spaces.space', verbose_name='espace')),
            ],
            options={
                'verbose_name': 'capacité par configuration',
                'verbose_name_plural': 'capacités par configuration',
                'ordering': ['space', 'capacity'],
                'constraints': [models.UniqueConstraint(fields=('space', 'layout'), name='spaces_layout_once')],
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wholes', to='spaces.space', verbose_name='partie')),
                ('whole', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='spaces.space', verbose_name='tout')),
                ('valid', django.contrib.postgres.fields.ranges.DateTimeRangeField(default=spaces.models.space.always, verbose_name='pendant')),
            ],
            options={
                'verbose_name': 'partie d’un espace',
                'verbose_name_plural': 'parties d’un espace',
                'ordering': ['whole', 'part', 'valid'],
                'constraints': [models.CheckConstraint(condition=models.Q(('whole', models.F('part')), _negated=True), name='spaces_part_not_itself'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('whole', '='), ('part', '='), ('valid', '&&')], name='spaces_part_once_at_a_time'), models.CheckConstraint(condition=models.Q(('valid__isempty', False)), name='spaces_part_lasts')],
            },
        ),
        migrations.CreateModel(
            name='SpaceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('slug', models.SlugField(db_index=False, max_length=120, verbose_name='adresse courte')),
                ('door_number', models.CharField(blank=True, max_length=6, verbose_name='numéro de porte')),
                ('kind', models.CharField(choices=[('hall', 'Salle polyvalente'), ('meeting_room', 'Salle de réunion'), ('workshop', 'Atelier'), ('activity', 'Salle d’activité'), ('studio', 'Studio'), ('call_box', 'Bulle d’appel'), ('shared', 'Espace partagé'), ('office', 'Bureau'), ('desk', 'Poste'), ('food', 'Restauration'), ('social', 'Convivialité'), ('outdoors', 'Extérieur'), ('storage', 'Stockage'), ('circulation', 'Circulation'), ('monument', 'Monument'), ('equipment', 'Équipement')], default='meeting_room', max_length=20, verbose_name='type')),
                ('area_m2', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='surface (m²)')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='capacité')),
                ('safety_capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='effectif maximal autorisé')),
                ('seat_count', models.PositiveIntegerField(blank=True, help_text='Vide : l’espace se réserve en entier.', null=True, verbose_name='places ou unités réservables une à une')),
                ('is_accessible', models.BooleanField(default=False, verbose_name='accessible en fauteuil')),
                ('is_bookable', models.BooleanField(default=True, verbose_name='réservable')),
                ('equipment', models.CharField(blank=True, max_length=300, verbose_name='équipements')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='remarque')),
                ('description', models.TextField(blank=True, verbose_name='présentation')),
                ('turnaround', models.DurationField(default=datetime.timedelta(0), help_text='Durée, par exemple 00:15:00.', verbose_name='remise en état après chaque usage')),
                ('in_service_from', models.DateField(blank=True, null=True, verbose_name='en service depuis le')),
                ('in_service_until', models.DateField(blank=True, null=True, verbose_name='en service jusqu’au')),
                ('is_archived', models.BooleanField(default=False, verbose_name='archivé')),
                ('floor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spaces.floor', verbose_name='niveau')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='spaces.space')),
                ('photo', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='wagtailimages.image', verbose_name='photo')),
                ('place', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spaces.place', verbose_name='lieu')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SpaceUserPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField(default=clock.now, editable=False, verbose_name='donné le')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='spaces.space')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='donné par')),
                ('membership', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.membership', verbose_name='au titre de')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'unique_together': {('user', 'permission', 'content_object')},
            },
        ),
        migrations.CreateModel(
            name='Occupation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seats', django.contrib.postgres.fields.ranges.IntegerRangeField(verbose_name='places')),
                ('used', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='utilisé')),
                ('held', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='retenu')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occupations', to='spaces.claim')),
                ('space', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='occupations', to='spaces.space')),
            ],
            options={
                'verbose_name': 'occupation',
                'verbose_name_plural': 'occupations',
                'ordering': ['pk'],
                'indexes': [django.contrib.postgres.indexes.GistIndex(fields=['held', 'space'], name='spaces_occupation_held', opclasses=['range_ops', 'gist_int8_ops'])],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('space', '='), ('seats', '&&'), ('held', '&&')], name='spaces_occupation_no_overlap', violation_error_message='Cet espace est déjà réservé à ce moment.'), models.CheckConstraint(condition=models.Q(('seats__isempty', False), ('seats__lower_inf', False), ('seats__startswith__gte', 0)), name='spaces_occupation_seats_from_zero'), models.CheckConstraint(condition=models.Q(('used__isempty', False), ('used__lower_inc', True), ('used__lower_inf', False), ('used__upper_inc', False)), name='spaces_occupation_used_is_time'), models.CheckConstraint(condition=models.Q(('held__isempty', False), ('held__lower_inc', True), ('held__lower_inf', False), ('held__upper_inc', False)), name='spaces_occupation_held_is_time'), models.CheckConstraint(condition=models.Q(('held__contains', models.F('used'))), name='spaces_occupation_held_covers_used'), models.CheckConstraint(condition=models.Q(('held__startswith__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='spaces_occupation_finite_start'), models.CheckConstraint(condition=models.Q(('held__upper_inf', True), ('held__endswith__lte', datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), _connector='OR'), name='spaces_occupation_finite_end'), models.CheckConstraint(condition=models.Q(models.Q(('held__upper_inf', True), ('used__upper_inf', True)), models.Q(('held__upper_inf', False), ('used__upper_inf', False)), _connector='OR'), name='spaces_occupation_ends_alike')],
            },
        ),
        migrations.CreateModel(
            name='PartEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='spaces.part')),
                ('part', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spaces.space', verbose_name='partie')),
                ('whole', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spaces.space', verbose_name='tout')),
                ('valid', django.contrib.postgres.fields.ranges.DateTimeRangeField(default=spaces.models.space.always, verbose_name='pendant')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OpeningRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'lundi'), (2, 'mardi'), (3, 'mercredi'), (4, 'jeudi'), (5, 'vendredi'), (6, 'samedi'), (7, 'dimanche')], verbose_name='jour')),
                ('opens', models.TimeField(verbose_name='ouvre à')),
                ('closes', models.TimeField(help_text='00:00 pour minuit.', verbose_name='ferme à')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='à partir du')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('school_period', models.CharField(choices=[('always', 'Toute l’année'), ('term', 'Hors vacances scolaires'), ('holidays', 'Vacances scolaires')], default='always', max_length=10, verbose_name='période scolaire')),
                ('on_public_holidays', models.BooleanField(default=False, verbose_name='y compris les jours fériés')),
                ('building', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='spaces.building', verbose_name='bâtiment')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='spaces.place', verbose_name='lieu')),
                ('space', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='spaces.space', verbose_name='espace')),
            ],
            options={
                'verbose_name': 'horaire d’ouverture',
                'verbose_name_plural': 'horaires d’ouverture',
                'ordering': ['weekday', 'opens', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('building__isnull', True), ('place__isnull', False), ('space__isnull', True)), models.Q(('building__isnull', False), ('place__isnull', True), ('space__isnull', True)), models.Q(('building__isnull', True), ('place__isnull', True), ('space__isnull', False)), _connector='OR'), name='spaces_openingrule_one_owner', violation_error_message='Choisissez un lieu, un bâtiment ou un espace : un seul des trois.'), models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens')), ('closes', '00:00'), _connector='OR'), name='spaces_openingrule_closes_after', violation_error_message='La fermeture vient avant l’ouverture.'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='spaces_openingrule_season_ends_after', violation_error_message='La saison se termine avant de commencer.')],
            },
        ),
        migrations.CreateModel(
            name='OpeningException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='date')),
                ('opens', models.TimeField(blank=True, null=True, verbose_name='ouvre à')),
                ('closes', models.TimeField(blank=True, null=True, verbose_name='ferme à')),
                ('reason', models.CharField(blank=True, max_length=120, verbose_name='raison')),
                ('building', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='spaces.building', verbose_name='bâtiment')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='spaces.place', verbose_name='lieu')),
                ('space', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='spaces.space', verbose_name='espace')),
            ],
            options={
                'verbose_name': 'jour exceptionnel',
                'verbose_name_plural': 'jours exceptionnels',
                'ordering': ['date', 'opens', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('building__isnull', True), ('place__isnull', False), ('space__isnull', True)), models.Q(('building__isnull', False), ('place__isnull', True), ('space__isnull', True)), models.Q(('building__isnull', True), ('place__isnull', True), ('space__isnull', False)), _connector='OR'), name='spaces_openingexception_one_owner', violation_error_message='Choisissez un lieu, un bâtiment ou un espace : un seul des trois.'), models.CheckConstraint(condition=models.Q(models.Q(('closes__isnull', True), ('opens__isnull', True)), models.Q(('closes__gt', models.F('opens')), ('opens__isnull', False)), models.Q(('closes', '00:00'), ('opens__isnull', False)), _connector='OR'), name='spaces_openingexception_whole', violation_error_message='Donnez une ouverture et une fermeture qui la suit, ou laissez les deux vides pour fermer.')],
            },
        ),
        migrations.CreateModel(
            name='BuildingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('safety_capacity', models.PositiveIntegerField(blank=True, help_text='Fixé par la commission de sécurité, personnes présentes en même temps.', null=True, verbose_name='effectif maximal autorisé')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='spaces.building')),
                ('place', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='spaces.place', verbose_name='lieu')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "spaces_placeevent" ("address", "built_in", "email", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "school_zone", "slug", "tagline", "timezone") VALUES (NEW."address", NEW."built_in", NEW."email", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."school_zone", NEW."slug", NEW."tagline", NEW."timezone"); RETURN NULL;', hash='e9e91ffeebf6bf647980a47689abff0c1072504b', operation='INSERT', pgid='pgtrigger_insert_insert_25ab3', table='spaces_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='place',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "spaces_placeevent" ("address", "built_in", "email", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "school_zone", "slug", "tagline", "timezone") VALUES (NEW."address", NEW."built_in", NEW."email", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."school_zone", NEW."slug", NEW."tagline", NEW."timezone"); RETURN NULL;', hash='624627e7e65c5699a0952458c099a204c7c3ce9f', operation='UPDATE', pgid='pgtrigger_update_update_baf8d', table='spaces_place', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='building',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "spaces_buildingevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "safety_capacity") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_id", NEW."safety_capacity"); RETURN NULL;', hash='6d19526316cdafd79f503c3afa939c085a1c1cc0', operation='INSERT', pgid='pgtrigger_insert_insert_e8adf', table='spaces_building', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='building',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "spaces_buildingevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "safety_capacity") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_id", NEW."safety_capacity"); RETURN NULL;', hash='87e0f96069a52740edb3cb261ad4625fa40fadf5', operation='UPDATE', pgid='pgtrigger_update_update_03a75', table='spaces_building', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='space',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "spaces_spaceevent" ("area_m2", "capacity", "description", "door_number", "equipment", "floor_id", "id", "in_service_from", "in_service_until", "is_accessible", "is_archived", "is_bookable", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "place_id", "remark", "safety_capacity", "seat_count", "slug", "turnaround") VALUES (NEW."area_m2", NEW."capacity", NEW."description", NEW."door_number", NEW."equipment", NEW."floor_id", NEW."id", NEW."in_service_from", NEW."in_service_until", NEW."is_accessible", NEW."is_archived", NEW."is_bookable", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."photo_id", NEW."place_id", NEW."remark", NEW."safety_capacity", NEW."seat_count", NEW."slug", NEW."turnaround"); RETURN NULL;', hash='888f02b4ec981af0d5103b6db82e05b0c2d355eb', operation='INSERT', pgid='pgtrigger_insert_insert_5a0b6', table='spaces_space', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='space',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "spaces_spaceevent" ("area_m2", "capacity", "description", "door_number", "equipment", "floor_id", "id", "in_service_from", "in_service_until", "is_accessible", "is_archived", "is_bookable", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "place_id", "remark", "safety_capacity", "seat_count", "slug", "turnaround") VALUES (NEW."area_m2", NEW."capacity", NEW."description", NEW."door_number", NEW."equipment", NEW."floor_id", NEW."id", NEW."in_service_from", NEW."in_service_until", NEW."is_accessible", NEW."is_archived", NEW."is_bookable", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."photo_id", NEW."place_id", NEW."remark", NEW."safety_capacity", NEW."seat_count", NEW."slug", NEW."turnaround"); RETURN NULL;', hash='7b3a906854b99bc5e21ca469adf6e89254ddb31b', operation='UPDATE', pgid='pgtrigger_update_update_30be6', table='spaces_space', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='occupation',
            trigger=pgtrigger.compiler.Trigger(name='on_a_leaf', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    -- Waits for whoever is dividing this space at the moment.\n    PERFORM 1 FROM spaces_space WHERE id = NEW.space_id FOR KEY SHARE;\n    IF EXISTS (SELECT 1 FROM spaces_part WHERE whole_id = NEW.space_id AND valid && NEW.held) THEN\n        RAISE EXCEPTION 'space % is made of parts: its parts hold, it does not', NEW.space_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'spaces_occupation_on_a_leaf';\n    END IF;\n    RETURN NEW;\n", hash='03c5ccb12f3ae7f86b88a5f7133f0c04252942ab', operation='INSERT OR UPDATE OF "space_id", "held"', pgid='pgtrigger_on_a_leaf_9a1f8', table='spaces_occupation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='part',
            trigger=pgtrigger.compiler.Trigger(name='is_a_leaf', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    -- One division at a time, so that two of them cannot build a chain unseen.\n    PERFORM 1 FROM spaces_space WHERE id IN (NEW.whole_id, NEW.part_id) ORDER BY id FOR UPDATE;\n    IF EXISTS (SELECT 1 FROM spaces_part\n               WHERE (whole_id = NEW.part_id OR part_id = NEW.whole_id) AND valid && NEW.valid) THEN\n        RAISE EXCEPTION 'a part is never made of parts'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'spaces_part_is_a_leaf';\n    END IF;\n    IF EXISTS (SELECT 1 FROM spaces_occupation WHERE space_id = NEW.whole_id AND held && NEW.valid) THEN\n        RAISE EXCEPTION 'space % holds occupations itself meanwhile: they move to its parts first', NEW.whole_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'spaces_part_whole_holds_nothing';\n    END IF;\n    IF (SELECT count(DISTINCT place_id) FROM spaces_space WHERE id IN (NEW.whole_id, NEW.part_id)) > 1 THEN\n        RAISE EXCEPTION 'a part belongs to the place of its whole'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'spaces_part_same_place';\n    END IF;\n    RETURN NEW;\n", hash='4fe50fe6ab5f6ac6834f1aab0e16438a87c4f396', operation='INSERT OR UPDATE', pgid='pgtrigger_is_a_leaf_410a5', table='spaces_part', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='part',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "spaces_partevent" ("id", "part_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid", "whole_id") VALUES (NEW."id", NEW."part_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."valid", NEW."whole_id"); RETURN NULL;', hash='9d8cc656eb5ff1366ffa072f9c1d16455058e1a2', operation='INSERT', pgid='pgtrigger_insert_insert_d9a8d', table='spaces_part', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='part',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "spaces_partevent" ("id", "part_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid", "whole_id") VALUES (NEW."id", NEW."part_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."valid", NEW."whole_id"); RETURN NULL;', hash='fbe0d21ad6f792480ba80710679a215e2aa87991', operation='UPDATE', pgid='pgtrigger_update_update_81a79', table='spaces_part', when='AFTER')),
        ),
        migrations.RunSQL(
            sql="\nALTER TABLE spaces_openingrule ADD CONSTRAINT spaces_openingrule_place_no_overlap EXCLUDE USING gist (\n    place_id WITH =,\n    weekday WITH =,\n    ((valid_from IS NOT NULL OR valid_until IS NOT NULL)::int) WITH =,\n    tsrange(\n        date '2000-01-03' + opens,\n        CASE WHEN closes = time '00:00' THEN timestamp '2000-01-04' ELSE date '2000-01-03' + closes END\n    ) WITH &&,\n    daterange(valid_from, valid_until, '[]') WITH &&,\n    (CASE school_period\n        WHEN 'term' THEN int4range(0, 1) WHEN 'holidays' THEN int4range(1, 2) ELSE int4range(0, 2)\n    END) WITH &&\n)\n",
            reverse_sql='ALTER TABLE spaces_openingrule DROP CONSTRAINT spaces_openingrule_place_no_overlap',
        ),
        migrations.RunSQL(
            sql="\nALTER TABLE spaces_openingrule ADD CONSTRAINT spaces_openingrule_building_no_overlap EXCLUDE USING gist (\n    building_id WITH =,\n    weekday WITH =,\n    ((valid_from IS NOT NULL OR valid_until IS NOT NULL)::int) WITH =,\n    tsrange(\n        date '2000-01-03' + opens,\n        CASE WHEN closes = time '00:00' THEN timestamp '2000-01-04' ELSE date '2000-01-03' + closes END\n    ) WITH &&,\n    daterange(valid_from, valid_until, '[]') WITH &&,\n    (CASE school_period\n        WHEN 'term' THEN int4range(0, 1) WHEN 'holidays' THEN int4range(1, 2) ELSE int4range(0, 2)\n    END) WITH &&\n)\n",
            reverse_sql='ALTER TABLE spaces_openingrule DROP CONSTRAINT spaces_openingrule_building_no_overlap',
        ),
        migrations.RunSQL(
            sql="\nALTER TABLE spaces_openingrule ADD CONSTRAINT spaces_openingrule_space_no_overlap EXCLUDE USING gist (\n    space_id WITH =,\n    weekday WITH =,\n    ((valid_from IS NOT NULL OR valid_until IS NOT NULL)::int) WITH =,\n    tsrange(\n        date '2000-01-03' + opens,\n        CASE WHEN closes = time '00:00' THEN timestamp '2000-01-04' ELSE date '2000-01-03' + closes END\n    ) WITH &&,\n    daterange(valid_from, valid_until, '[]') WITH &&,\n    (CASE school_period\n        WHEN 'term' THEN int4range(0, 1) WHEN 'holidays' THEN int4range(1, 2) ELSE int4range(0, 2)\n    END) WITH &&\n)\n",
            reverse_sql='ALTER TABLE spaces_openingrule DROP CONSTRAINT spaces_openingrule_space_no_overlap',
        ),
    ]
