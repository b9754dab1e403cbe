"""The people whom the rollout touches: stance, sponsorship and responsibilities."""
