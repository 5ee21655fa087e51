/** What policies mean, in sentences: per kind of pod and direction, with the lines that say so. */
package dev.tlsdiag.mesh.policy.explain;
