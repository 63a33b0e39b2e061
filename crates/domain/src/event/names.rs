//! Names of what events tell of: fields and settings.

codes! {
    /// The name of a field that changed or was shown: the log tells which, never what it held.
    pub enum FieldName ("field") {
        Address = "address",
        Adviser = "adviser",
        Assignee = "assignee",
        Category = "category",
        Class = "class",
        Demand = "demand",
        Description = "description",
        Email = "email",
        Grants = "grants",
        Impact = "impact",
        Kind = "kind",
        Language = "language",
        Lead = "lead",
        Members = "members",
        Name = "name",
        OrderNo = "order_no",
        Password = "password",
        Phone = "phone",
        Priority = "priority",
        Role = "role",
        State = "state",
        Subject = "subject",
        Tags = "tags",
        Team = "team",
        Teams = "teams",
        Tier = "tier",
        Urgency = "urgency",
    }
}

codes! {
    /// What an installation can be told while it runs.
    pub enum SettingName ("setting") {
        Mail = "mail",
        Platform = "platform",
        Routing = "routing",
    }
}
