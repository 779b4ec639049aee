"""Label statistics on NumPy and SciPy: consensus, agreement, human baselines.

Pure: no Django, no files, no clock, no global random state. Arrays in, frozen dataclasses out.
"""
