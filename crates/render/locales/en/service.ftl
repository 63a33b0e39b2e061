# Tiers, advisers, and where new requests go by themselves.

input-adviser = Adviser
service-change = Service tier and adviser
service-tier-hint = Counts for requests to come.
service-adviser-none = Nobody
service-adviser-hint = New requests go to the adviser as soon as they have a category. Only tiers that are promised an adviser can have one.
own-adviser = Your adviser
field-tier_without_adviser = This service tier has no adviser.

routing = Routing by service tier
routing-text = New requests go to the team that serves their tier by themselves. Requesters who have an adviser go to the adviser first. Requests that are there stay where they are.
routing-nobody = Nowhere

public-tiers-heading = Service tiers
public-tier-first-answer = First answer in { $percent }% of the usual time
public-tier-adviser = With an adviser of your own

targets-owner = Owner: { $role }
kpi-figure-owner = owner

actor-router = Routing
detail-adviser = Adviser
