"""最佳实践 in the admin: one screen for a campaign, one for a nomination, and a form for each verb."""
