package dev.tlsdiag.cli;

/** The version of this build, a constant of the class file. */
public final class Version {
  public static final String NUMBER = "${project.version}";

  private Version() {}
}
