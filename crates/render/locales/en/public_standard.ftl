# The standard as it is published.

nav-standards = Service standards
public-standard-old = This version has been superseded. Requests that arrived while it was in force are judged by it.
public-standard-current = The version in force
public-pledges = What we promise
public-remedy = If we do not keep it:
public-catalogue = What we do, and for whom
public-channels = Channels:
public-tiers = Service tiers:
public-not-served = What we do not do
public-versions = All versions
audience-individuals = Individuals
audience-enterprises = Enterprises
audience-merchants = Merchants
