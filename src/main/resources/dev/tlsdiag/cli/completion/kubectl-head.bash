#!/usr/bin/env bash
# What may follow 'kubectl tlsdiag', made by 'tlsdiag completion kubectl'. kubectl runs it when it
# stands on the PATH as kubectl_complete-tlsdiag, with the words so far; the last one is completed.

