"""Levelling: when each task starts once no resource is asked for more than there is. Data in, result out."""
