"""Where plan, risks and people meet: milestones, forecast and the progress report."""
