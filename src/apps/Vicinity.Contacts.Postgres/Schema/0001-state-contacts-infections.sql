create table contacts.simulations (
    id   int generated always as identity primary key,
    name text not null unique
);

-- The latest report of each person, without its contacts. Rows are updated in place: no index holds what changes, and pages keep room for the new version.
create table contacts.people (
    simulation int         not null,
    id         uuid        not null,
    time       timestamptz not null,
    health     smallint    not null,
    body       jsonb       not null,
    primary key (simulation, id)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);

comment on column contacts.people.health is '0 susceptible, 1 exposed, 2 infected, 3 immune, 4 dead';

-- Whom a person heard, without a break from begun to ended. first_tick and last_tick are ticks of the simulation, or seconds since 1970 of people without ticks.
create table contacts.contacts (
    simulation int              not null,
    person     uuid             not null,
    other      uuid             not null,
    begun      timestamptz      not null,
    ended      timestamptz      not null,
    first_tick bigint           not null,
    last_tick  bigint           not null,
    closest    double precision
) partition by range (ended);

create index contacts_of_person on contacts.contacts (simulation, person, other, first_tick);
create index contacts_with_other on contacts.contacts (simulation, other);

-- Who was infected, by whom as far as that is known. told: the report names the source; otherwise it is the nearest of the infected people heard.
create table contacts.infections (
    simulation int         not null,
    person     uuid        not null,
    time       timestamptz not null,
    tick       int,
    source     uuid,
    distance   double precision,
    told       boolean     not null,
    primary key (simulation, person, time)
) partition by range (time);

create index infections_from_source on contacts.infections (simulation, source);

-- Where each partition of the log goes on. It is written with what was read from there, so what is stored is stored once.
create table contacts.offsets (
    topic     text        not null,
    topic_id  uuid        not null,
    partition int         not null,
    next      bigint      not null,
    written   timestamptz not null default now(),
    primary key (topic, topic_id, partition)
);

-- How many days a partition of contacts and infections holds, as the first program that wrote here chose it.
create table contacts.partitioning (
    one  boolean primary key default true check (one),
    days int not null
);
