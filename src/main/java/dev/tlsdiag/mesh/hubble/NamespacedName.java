package dev.tlsdiag.mesh.hubble;

/**
 * {@code namespace/prefix} of a pod or service.
 *
 * @param namespace empty text of any
 * @param prefix that the name begins with
 */
record NamespacedName(String namespace, String prefix) {
  /** Without a namespace it is {@code default}. */
  static NamespacedName parse(String text) {
    int slash = text.indexOf('/');
    if (text.isEmpty() || text.indexOf('/', slash + 1) > 0 && slash >= 0) {
      throw FlowCriteria.problem("'" + text + "' is not [NAMESPACE/]NAME");
    }
    return slash < 0
        ? new NamespacedName("default", text)
        : new NamespacedName(text.substring(0, slash), text.substring(slash + 1));
  }

  boolean matches(String itsNamespace, String name) {
    return !name.isEmpty()
        && (namespace.isEmpty() || namespace.equals(itsNamespace))
        && name.startsWith(prefix);
  }
}
