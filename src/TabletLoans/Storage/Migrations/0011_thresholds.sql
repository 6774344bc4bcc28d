-- Figures that the law or the organisation sets, each from a day on. Never changed or deleted: a new figure is a new row.
-- organisation_id null: the law's own row, which came with the service; an organisation's row wins over a default of the same or an earlier day.
create table threshold (
  id uuid not null constraint pk_threshold primary key,
  organisation_id uuid constraint fk_threshold_organisation references organisation (id),
  code text not null,
  applies_from date not null,
  value bigint not null constraint ck_threshold_value check (value >= 0),
  source text not null, -- the article of law, or the deliberation
  created_at timestamptz, -- null: came with the service
  created_by uuid
);
create unique index ux_threshold_day on threshold (organisation_id, code, applies_from) where organisation_id is not null;
create unique index ux_threshold_default_day on threshold (code, applies_from) where organisation_id is null;
create index ix_threshold_organisation on threshold (organisation_id, id);

-- Décret 2022-791 was published on 8 May 2022 and décret 2022-1413 on 9 November 2022: each in force on the day after.
insert into threshold (id, organisation_id, code, applies_from, value, source, created_at, created_by) values
  ('01856000-0000-7000-8000-000000000001', null, 'donation_unit_value_max_cents', '2022-05-09', 30000, 'CG3P, art. L3212-2, L3212-3, D3212-3 et D3212-3-1 ; décret n° 2022-791 du 6 mai 2022', null, null),
  ('01856000-0000-7000-8000-000000000002', null, 'solidarity_price_laptop_max_cents', '2022-11-10', 18000, 'CG3P, art. L3212-2 ; décret n° 2022-1413 du 7 novembre 2022', null, null),
  ('01856000-0000-7000-8000-000000000003', null, 'solidarity_price_desktop_max_cents', '2022-11-10', 15000, 'CG3P, art. L3212-2 ; décret n° 2022-1413 du 7 novembre 2022', null, null),
  ('01856000-0000-7000-8000-000000000004', null, 'solidarity_price_tablet_max_cents', '2022-11-10', 10000, 'CG3P, art. L3212-2 ; décret n° 2022-1413 du 7 novembre 2022', null, null),
  ('01856000-0000-7000-8000-000000000005', null, 'solidarity_price_smartphone_max_cents', '2022-11-10', 10000, 'CG3P, art. L3212-2 ; décret n° 2022-1413 du 7 novembre 2022', null, null),
  ('01856000-0000-7000-8000-000000000006', null, 'solidarity_price_screen_max_cents', '2022-11-10', 3000, 'CG3P, art. L3212-2 ; décret n° 2022-1413 du 7 novembre 2022', null, null),
  ('01856000-0000-7000-8000-000000000007', null, 'solidarity_price_printer_max_cents', '2022-11-10', 3000, 'CG3P, art. L3212-2 ; décret n° 2022-1413 du 7 novembre 2022', null, null),
  ('01856000-0000-7000-8000-000000000008', null, 'solidarity_price_multifunction_max_cents', '2022-11-10', 17000, 'CG3P, art. L3212-2 ; décret n° 2022-1413 du 7 novembre 2022', null, null),
  -- No law: what the service assumes until the organisation decides, whatever the day.
  ('01856000-0000-7000-8000-000000000009', null, 'repair_cost_max_percent', '2000-01-01', 60, 'Règle par défaut du service, à remplacer par celle de la collectivité', null, null);
