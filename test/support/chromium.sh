#!/bin/sh
# Becomes Chromium inside the namespace: `exec` keeps the process id, so that who started it can also end it.
# VIDEOCITY_ENTER is made of plain words only and is split on purpose.
exec $VIDEOCITY_ENTER "$VIDEOCITY_CHROMIUM" "$@"
