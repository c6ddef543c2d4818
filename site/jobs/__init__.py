"""Long work, done step by step by a worker, seen by whoever asked for it.

It knows no application above it: each registers its kinds (`jobs.registry`) and asks for one
(`jobs.services.start`). A step and the cursor that follows it are one transaction, so that a worker killed
in the middle leaves nothing half done, and nothing is done twice.
"""
