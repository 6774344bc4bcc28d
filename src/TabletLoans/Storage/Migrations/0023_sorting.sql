-- Names in the order of a dictionary, accents and case aside: the same on both databases, whatever their collations.
alter table person add column sort_key text not null default '';
create index ix_person_sort on person (organisation_id, sort_key, borrower_id);
create index ix_school_sort on school (organisation_id, search_key, id);
create index ix_loan_due_all on loan (organisation_id, due_on, id) where due_on is not null;
