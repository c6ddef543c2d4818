"""Meetings: the collective's, the association's assemblies and boards, the incubator's committees.

One model for the three. What a committee decides about belongs to applications above, which say so through
`meetings.registry`; nothing here knows them.
"""
