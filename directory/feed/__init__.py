"""The public Open Referral UK feed."""
