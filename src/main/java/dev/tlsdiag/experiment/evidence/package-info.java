/**
 * One answer from any pile of evidence: joins it, chooses the request to look at, lets the rules
 * look, and tells the story.
 *
 * <p>May import: every room. Reads nothing itself: what was read comes as a {@link
 * dev.tlsdiag.experiment.evidence.Dossier}.
 */
package dev.tlsdiag.experiment.evidence;
