package dev.tlsdiag.probe;

/** Protocols that switch to TLS on a connection in use; named as openssl s_client names them. */
public enum StartTlsProtocol {
  /** RFC 3207. */
  SMTP("smtp", 25),
  /** RFC 9051 section 6.2.1. */
  IMAP("imap", 143),
  /** RFC 2595. */
  POP3("pop3", 110),
  /** RFC 4217. */
  FTP("ftp", 21),
  /** RFC 4511 section 4.14. */
  LDAP("ldap", 389),
  /** RFC 6120 section 5. */
  XMPP("xmpp", 5222),
  /** SSLRequest of the frontend/backend protocol. */
  POSTGRES("postgres", 5432),
  /** SSLRequest of the client/server protocol. */
  MYSQL("mysql", 3306);

  private final String label;
  private final int usualPort;

  StartTlsProtocol(String label, int usualPort) {
    this.label = label;
    this.usualPort = usualPort;
  }

  public String label() {
    return label;
  }

  public int usualPort() {
    return usualPort;
  }
}
