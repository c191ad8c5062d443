-- People who were erased: nothing of them is stored any more. Numbers are given under a lock, so one that is seen has no lower one to come.
create table contacts.erased (
    number bigint generated always as identity primary key,
    id     uuid        not null unique,
    time   timestamptz not null default now()
);
