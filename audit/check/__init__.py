"""An Audit goes in, what a linter says of it comes out: findings with file, line and column, waivers, exit status."""

from audit.check.findings import Check as Check
from audit.check.findings import check as check
from audit.check.findings import line_of as line_of
from audit.check.shown import Asked as Asked
from audit.check.shown import shown as shown
