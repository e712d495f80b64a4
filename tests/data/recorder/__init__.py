# SPDX-License-Identifier: GPL-3.0-or-later
"""What record-captures.py is made of: scripted phones, what they do, and how it is recorded."""
