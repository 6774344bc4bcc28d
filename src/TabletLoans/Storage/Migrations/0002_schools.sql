create table school (
  id uuid not null constraint pk_school primary key,
  organisation_id uuid not null constraint fk_school_organisation references organisation (id),
  uai text not null,
  name text not null,
  kind text not null constraint ck_school_kind check (kind in ('ecole', 'college', 'lycee', 'other')),
  sector text not null constraint ck_school_sector check (sector in ('public', 'private')),
  contract_code text,
  commune_code text,
  commune_name text,
  departement_code text,
  priority_network text constraint ck_school_priority_network check (priority_network in ('REP', 'REP+')),
  priority_district text,
  social_index numeric(5, 1),
  social_index_year integer,
  pupils integer,
  divisions integer,
  authority_name text,
  status text not null constraint ck_school_status check (status in ('open', 'closing', 'opening', 'closed')),
  search_key text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint ux_school_uai unique (organisation_id, uai)
);
create index ix_school_organisation on school (organisation_id, id);

-- The schools a grant is limited to (access_grant.every_school is false).
create table grant_school (
  principal_id uuid not null,
  school_id uuid not null constraint fk_grant_school_school references school (id),
  constraint pk_grant_school primary key (principal_id, school_id)
);
create index ix_grant_school_school on grant_school (school_id);
