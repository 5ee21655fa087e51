/**
 * YAML as nodes that know their line and column, and readers that gather problems instead of giving
 * up at the first one. Computes on text it is given.
 *
 * <p>May import: the JDK. Nothing but scalars, sequences and mappings comes out: no type of ours or
 * of Java's is ever made by what a file says. To read a kind of file: {@link
 * dev.tlsdiag.yaml.YamlText#parse}, then {@link dev.tlsdiag.yaml.Fields} of its root.
 */
package dev.tlsdiag.yaml;
