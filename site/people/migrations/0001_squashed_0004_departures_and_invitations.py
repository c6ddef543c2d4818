import clock
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.text
import people.numbers
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_papers_and_subscriptions'), ('people', '0003_api_tokens'), ('people', '0004_departures_and_invitations')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        django.contrib.postgres.operations.UnaccentExtension(
        ),
        django.contrib.postgres.operations.TrigramExtension(
        ),
        migrations.RunSQL(
            sql='\nCREATE TEXT SEARCH CONFIGURATION tierslieu_french (COPY = french);\nALTER TEXT SEARCH CONFIGURATION tierslieu_french\n    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;\n',
            reverse_sql='DROP TEXT SEARCH CONFIGURATION tierslieu_french',
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='prénom et nom')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('is_active', models.BooleanField(default=True, verbose_name='compte actif')),
                ('is_staff', models.BooleanField(default=False, verbose_name='équipe technique')),
                ('date_joined', models.DateTimeField(default=clock.now, editable=False, verbose_name='arrivée')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'personne',
                'verbose_name_plural': 'personnes',
                'ordering': ['email'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='people_user_email_unique', violation_error_message='Un compte existe déjà avec cette adresse.')],
            },
        ),
        migrations.CreateModel(
            name='Cluster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(max_length=1, unique=True, verbose_name='lettre')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='nom')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='contact')),
            ],
            options={
                'verbose_name': 'pôle',
                'verbose_name_plural': 'pôles',
                'ordering': ['letter'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='nom')),
                ('kind', models.CharField(choices=[('association', 'association'), ('cooperative', 'coopérative'), ('third_place', 'tiers-lieu'), ('mutual', 'mutuelle'), ('company', 'entreprise'), ('public_body', 'collectivité')], default='association', max_length=20, verbose_name='forme')),
                ('status', models.CharField(choices=[('resident', 'résidente'), ('member', 'adhérente'), ('partner', 'partenaire'), ('former', 'ancienne')], default='member', max_length=20, verbose_name='lien avec le lieu')),
                ('siren', people.numbers.DigitsField(blank=True, max_length=9, null=True, validators=[people.numbers.check_siren], verbose_name='SIREN')),
                ('in_directory', models.BooleanField(default=False, help_text='Son nom, son logo, sa présentation, son site, son adresse et son téléphone publics.', verbose_name='visible dans l’annuaire public')),
                ('presentation', models.TextField(blank=True, verbose_name='présentation')),
                ('clusters', models.ManyToManyField(blank=True, to='people.cluster', verbose_name='pôles')),
                ('address', models.TextField(blank=True, max_length=300, verbose_name='adresse postale')),
                ('logo', models.ImageField(blank=True, upload_to='structures/', verbose_name='logo')),
                ('public_email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique publique')),
                ('public_phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone public')),
                ('siret', people.numbers.DigitsField(blank=True, max_length=14, null=True, validators=[people.numbers.check_siret], verbose_name='SIRET')),
                ('website', models.URLField(blank=True, verbose_name='site')),
            ],
            options={
                'verbose_name': 'structure',
                'verbose_name_plural': 'structures',
                'ordering': ['name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='people_organisation_named'), models.CheckConstraint(condition=models.Q(('siret__isnull', True), ('siren', django.db.models.functions.text.Left(models.F('siret'), 9)), _connector='OR'), name='people_organisation_siret_of_its_siren', violation_error_message='Ce SIRET ne commence pas par ce SIREN.'), models.UniqueConstraint(fields=('siret',), name='people_organisation_siret_unique', violation_error_message='Une autre structure porte déjà ce SIRET.'), models.UniqueConstraint(condition=models.Q(('siret__isnull', True)), fields=('siren',), name='people_organisation_siren_unique', violation_error_message='Une autre structure porte déjà ce SIREN.')],
                'permissions': [('keep_people', 'Peut tenir le registre des structures et des personnes')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('member', 'membre'), ('admin', 'responsable du compte'), ('treasurer', 'trésorerie')], default='member', max_length=20, verbose_name='rôle')),
                ('starts_on', models.DateField(verbose_name='depuis le')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='people.organisation')),
            ],
            options={
                'verbose_name': 'appartenance',
                'verbose_name_plural': 'appartenances',
                'ordering': ['organisation', 'user'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='people_membership_ends_after_start', violation_error_message='Cette appartenance finirait avant d’avoir commencé.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), ('organisation', '='), (models.Func('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='people_membership_once_at_a_time', violation_error_message='Cette personne fait déjà partie de cette structure à ces dates.')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='prénom et nom')),
                ('role', models.CharField(choices=[('president', 'présidence'), ('treasurer', 'trésorerie'), ('secretary', 'secrétariat'), ('other', 'contact')], default='other', max_length=20, verbose_name='rôle')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='people.organisation', verbose_name='structure')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'ordering': ['organisation', 'name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='people_contact_named')],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('member', 'membre'), ('admin', 'responsable du compte'), ('treasurer', 'trésorerie')], default='member', max_length=20, verbose_name='rôle')),
                ('starts_on', models.DateField(verbose_name='depuis le')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.membership')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrganisationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=150, verbose_name='nom')),
                ('kind', models.CharField(choices=[('association', 'association'), ('cooperative', 'coopérative'), ('third_place', 'tiers-lieu'), ('mutual', 'mutuelle'), ('company', 'entreprise'), ('public_body', 'collectivité')], default='association', max_length=20, verbose_name='forme')),
                ('status', models.CharField(choices=[('resident', 'résidente'), ('member', 'adhérente'), ('partner', 'partenaire'), ('former', 'ancienne')], default='member', max_length=20, verbose_name='lien avec le lieu')),
                ('siren', people.numbers.DigitsField(blank=True, max_length=9, null=True, validators=[people.numbers.check_siren], verbose_name='SIREN')),
                ('siret', people.numbers.DigitsField(blank=True, max_length=14, null=True, validators=[people.numbers.check_siret], verbose_name='SIRET')),
                ('address', models.TextField(blank=True, max_length=300, verbose_name='adresse postale')),
                ('in_directory', models.BooleanField(default=False, help_text='Son nom, son logo, sa présentation, son site, son adresse et son téléphone publics.', verbose_name='visible dans l’annuaire public')),
                ('presentation', models.TextField(blank=True, verbose_name='présentation')),
                ('website', models.URLField(blank=True, verbose_name='site')),
                ('public_email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique publique')),
                ('public_phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone public')),
                ('logo', models.ImageField(blank=True, upload_to='structures/', verbose_name='logo')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('insurance', 'attestation d’assurance'), ('statutes', 'statuts'), ('registration', 'récépissé ou extrait d’immatriculation'), ('bank', 'coordonnées bancaires'), ('other', 'autre document')], max_length=20, verbose_name='document')),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='précision')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valable du')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('added_at', models.DateTimeField(default=clock.now, editable=False, verbose_name='ajouté le')),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ajouté par')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='people.organisation', verbose_name='structure')),
            ],
            options={
                'verbose_name': 'document de structure',
                'verbose_name_plural': 'documents de structure',
                'ordering': ['organisation', 'kind', '-valid_until', 'pk'],
                'indexes': [models.Index(fields=['kind', 'valid_until'], name='people_paper_validity')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_from__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='people_paper_ends_after_start', violation_error_message='Ce document finirait de valoir avant d’avoir commencé.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'insurance'), _negated=True), models.Q(('valid_from__isnull', False), ('valid_until__isnull', False)), _connector='OR'), name='people_paper_insurance_dated', violation_error_message='Une attestation d’assurance dit du quel jour à quel jour elle couvre.')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='du')),
                ('ends_on', models.DateField(verbose_name='au')),
                ('fee', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='cotisation')),
                ('paid_on', models.DateField(blank=True, null=True, verbose_name='payée le')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subscriptions', to='people.organisation', verbose_name='structure')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subscriptions', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'adhésion',
                'verbose_name_plural': 'adhésions',
                'ordering': ['-ends_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('user__isnull', True)), models.Q(('organisation__isnull', True), ('user__isnull', False)), _connector='OR'), name='people_subscription_of_one', violation_error_message='Une adhésion est celle d’une structure ou celle d’une personne.'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='people_subscription_ends_after_start', violation_error_message='Cette adhésion finirait avant d’avoir commencé.'), models.CheckConstraint(condition=models.Q(('fee__gte', 0)), name='people_subscription_fee_not_negative', violation_error_message='Une cotisation ne peut pas être négative.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('organisation', '='), (models.Func('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='people_subscription_once_per_organisation', violation_error_message='Cette structure adhère déjà à ces dates.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('user', '='), (models.Func('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='people_subscription_once_per_person', violation_error_message='Cette personne adhère déjà à ces dates.')],
            },
        ),
        migrations.CreateModel(
            name='SubscriptionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('starts_on', models.DateField(verbose_name='du')),
                ('ends_on', models.DateField(verbose_name='au')),
                ('fee', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='cotisation')),
                ('paid_on', models.DateField(blank=True, null=True, verbose_name='payée le')),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.organisation', verbose_name='structure')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.subscription')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='à quoi il sert')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('spaces:read', 'lire les lieux, les espaces et ce qui est libre'), ('bookings:read', 'lire les réservations que vous voyez'), ('bookings:write', 'réserver et annuler en votre nom'), ('agreements:read', 'lire les conventions que vous voyez'), ('calendars:read', 'lire les adresses de vos agendas'), ('occupancy:read', 'lire les taux d’occupation des lieux que vous gérez')], max_length=20), verbose_name='ce qu’il permet')),
                ('created_at', models.DateTimeField(default=clock.now, editable=False, verbose_name='créé le')),
                ('expires_at', models.DateTimeField(verbose_name='expire le')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='dernier usage')),
                ('counted_from', models.DateTimeField(editable=False, null=True)),
                ('reads', models.PositiveIntegerField(default=0, editable=False)),
                ('writes', models.PositiveIntegerField(default=0, editable=False)),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='révoqué le')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'jeton',
                'verbose_name_plural': 'jetons',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='people_token_named'), models.CheckConstraint(condition=models.Q(('scopes', []), _negated=True), name='people_token_opens_something'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='people_token_expires_after_birth')],
            },
        ),
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leaves_on', models.DateField(verbose_name='dernier jour')),
                ('opened_at', models.DateTimeField(default=clock.now, editable=False, verbose_name='ouvert le')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='clos le')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ouvert par')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='departures', to='people.organisation', verbose_name='structure')),
            ],
            options={
                'verbose_name': 'départ',
                'verbose_name_plural': 'départs',
                'ordering': ['-leaves_on', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('organisation',), name='people_departure_one_at_a_time', violation_error_message='Le départ de cette structure est déjà ouvert.')],
            },
        ),
        migrations.CreateModel(
            name='DepartureStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=120, verbose_name='à faire')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='fait le')),
                ('departure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='people.departure')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='fait par')),
            ],
            options={
                'verbose_name': 'étape de départ',
                'verbose_name_plural': 'étapes de départ',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('departure', 'label'), name='people_departurestep_once')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('role', models.CharField(choices=[('member', 'membre'), ('admin', 'responsable du compte'), ('treasurer', 'trésorerie')], default='member', max_length=20, verbose_name='rôle')),
                ('created_at', models.DateTimeField(default=clock.now, editable=False, verbose_name='envoyée le')),
                ('expires_at', models.DateTimeField(verbose_name='valable jusqu’au')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='acceptée le')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='reprise le')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invité par')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='people.organisation', verbose_name='structure')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-created_at', 'pk'],
                'constraints': [models.UniqueConstraint(models.F('organisation'), django.db.models.functions.text.Lower('email'), condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), name='people_invitation_once_at_a_time'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='people_invitation_accepted_or_withdrawn')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_membershipevent" ("ends_on", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='95caad882287df51b5957737c7c6d8b0163fd9e5', operation='INSERT', pgid='pgtrigger_insert_insert_6bbf7', table='people_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "people_membershipevent" ("ends_on", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='a9e6d70378f25d05c8197f3a513d83dc30920931', operation='UPDATE', pgid='pgtrigger_update_update_c12bb', table='people_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_organisationevent" ("address", "id", "in_directory", "kind", "logo", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "presentation", "public_email", "public_phone", "siren", "siret", "status", "website") VALUES (NEW."address", NEW."id", NEW."in_directory", NEW."kind", NEW."logo", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."presentation", NEW."public_email", NEW."public_phone", NEW."siren", NEW."siret", NEW."status", NEW."website"); RETURN NULL;', hash='79fc07c664f3dc75ded538d1665a685f7e63523e', operation='INSERT', pgid='pgtrigger_insert_insert_d087f', table='people_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "people_organisationevent" ("address", "id", "in_directory", "kind", "logo", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "presentation", "public_email", "public_phone", "siren", "siret", "status", "website") VALUES (NEW."address", NEW."id", NEW."in_directory", NEW."kind", NEW."logo", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."presentation", NEW."public_email", NEW."public_phone", NEW."siren", NEW."siret", NEW."status", NEW."website"); RETURN NULL;', hash='971d1eda7d16503971cf9b69acf55e11931cc624', operation='UPDATE', pgid='pgtrigger_update_update_c3fee', table='people_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='subscription',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_subscriptionevent" ("ends_on", "fee", "id", "organisation_id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."fee", NEW."id", NEW."organisation_id", NEW."paid_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='4ce5cea53ba5d64c130e82b22fc73a49850a63f7', operation='INSERT', pgid='pgtrigger_insert_insert_0ef58', table='people_subscription', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='subscription',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "people_subscriptionevent" ("ends_on", "fee", "id", "organisation_id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."fee", NEW."id", NEW."organisation_id", NEW."paid_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on", NEW."user_id"); RETURN NULL;', hash='d82ee98c9490c453984a91531abf2d95d06622c7', operation='UPDATE', pgid='pgtrigger_update_update_9c04a', table='people_subscription', when='AFTER')),
        ),
    ]
