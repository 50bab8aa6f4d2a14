-- Cards by reference, and what requests cost. A card's number never comes here.

-- A page of the payment service that was opened for a developer to enter a card.
create table card_setup (
  setup_id text primary key,
  developer_id text not null references developer,
  opened_at timestamptz not null default clock_now()
);
create index card_setup_by_developer on card_setup (developer_id, opened_at desc);

create table card (
  id text primary key,
  setup_id text not null unique references card_setup,
  developer_id text not null references developer,
  customer_id text not null,
  method_id text not null,
  label text not null,
  saved_at timestamptz not null default clock_now(),
  -- Taken out by its holder, or another one was saved in its place.
  removed_at timestamptz
);
-- One card at a time.
create unique index card_in_use on card (developer_id) where removed_at is null;

create table payment (
  request_id text primary key references request,
  -- Null until the developer saves one.
  card_id text references card,
  state text not null check (state in ('promised', 'charged', 'needs-holder', 'declined', 'released')),
  payment_id text unique,
  pay_url text,
  because text,
  attempt integer not null default 1,
  stuck_since timestamptz,
  changed_at timestamptz not null default clock_now()
);
create index payment_by_card on payment (card_id);
