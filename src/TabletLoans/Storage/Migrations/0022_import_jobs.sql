-- A file that somebody is importing: looked at line by line before anything is kept, carried out by whichever instance takes it.
create table import_job (
  id uuid not null constraint pk_import_job primary key,
  organisation_id uuid not null constraint fk_import_job_organisation references organisation (id),
  principal_id uuid not null,
  school_id uuid constraint fk_import_job_school references school (id),
  kind text not null constraint ck_import_job_kind check (kind in ('schools', 'devices', 'borrowers', 'needs', 'serials')),
  language text not null,
  file_name text not null,
  content text, -- the file and its first lines: gone once the job is done, and after a day in any case
  sample text,
  mapping text,
  options text not null,
  partial boolean not null,
  state text not null constraint ck_import_job_state check (state in ('uploaded', 'checking', 'checked', 'importing', 'imported', 'failed', 'cancelled')),
  stage text,
  done bigint not null,
  total bigint not null,
  refusal text,
  report text,
  rejected_csv text,
  lease_owner uuid, -- who works at it, and until when nobody else takes it
  lease_until timestamptz,
  attempts bigint not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null
);
create index ix_import_job_organisation on import_job (organisation_id, id);
create index ix_import_job_waiting on import_job (id) where state in ('checking', 'importing');

-- What would become of each line, or became of it.
create table import_line (
  job_id uuid not null constraint fk_import_line_job references import_job (id),
  line integer not null,
  outcome text not null,
  label text,
  changes text,
  reasons text,
  constraint pk_import_line primary key (job_id, line)
);
create index ix_import_line_outcome on import_line (job_id, outcome, line);

-- Which column was chosen for which field, by what all the headers of a file are (a hash: a header may be anything).
create table import_mapping (
  organisation_id uuid not null constraint fk_import_mapping_organisation references organisation (id),
  kind text not null,
  headers text not null,
  mapping text not null,
  updated_at timestamptz not null,
  constraint pk_import_mapping primary key (organisation_id, kind, headers)
);
