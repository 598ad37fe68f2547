"""The privacy desk: requests, retention, withdrawals, incidents, registers and the promises of the policy."""
