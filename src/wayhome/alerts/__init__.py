"""Child Rescue Alerts: written by one, approved by another, sent, updated and called back."""
