# SPDX-License-Identifier: GPL-3.0-or-later
"""What make-captures.py is made of: messages, packets, files, and the cases of each kind."""
