-- The tick of the latest report: several ticks of a quick crowd can lie in one millisecond. Null of people without ticks.
alter table contacts.people add column tick int;

-- For the same reason an infection is one of a person at a time and a tick.
alter table contacts.infections drop constraint infections_pkey;
create unique index infections_once on contacts.infections (simulation, person, time, coalesce(tick, -1));
