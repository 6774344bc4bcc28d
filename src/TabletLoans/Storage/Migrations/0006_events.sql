-- The last link of each organisation's chain. Its row lock puts the writers of one organisation in order.
create table event_chain (
  organisation_id uuid not null constraint pk_event_chain primary key constraint fk_event_chain_organisation references organisation (id),
  sequence bigint not null,
  hash text not null
);

-- Append-only. hash = SHA-256(hash of the event before || the row's own fields), so that a row altered, removed or inserted shows.
-- No name of a person stands here: people are told by id.
create table event (
  id uuid not null constraint pk_event primary key,
  organisation_id uuid not null constraint fk_event_organisation references organisation (id),
  sequence bigint not null,
  happened_at timestamptz not null,
  actor_id uuid not null,
  source text not null constraint ck_event_source check (source in ('api', 'web', 'import', 'cli', 'demo')),
  name text not null,
  device_id uuid,
  loan_id uuid,
  borrower_id uuid,
  subject_id uuid,
  from_state text,
  to_state text,
  reason text,
  changes text,
  hash text not null,
  constraint ux_event_sequence unique (organisation_id, sequence)
);
create index ix_event_device on event (device_id, sequence) where device_id is not null;
create index ix_event_loan on event (loan_id, sequence) where loan_id is not null;
create index ix_event_borrower on event (borrower_id, sequence) where borrower_id is not null;
