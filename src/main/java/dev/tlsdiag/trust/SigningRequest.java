package dev.tlsdiag.trust;

import dev.tlsdiag.tcp.IpAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A request for a certificate (PKCS#10, RFC 2986), in PEM or DER.
 *
 * @param names the DNS names and IP addresses of the subjectAltName asked for, else none; the
 *     subject's common name is not among them
 */
public record SigningRequest(String subject, PublicKey key, List<String> names) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----(.*?)-----END", Pattern.DOTALL);

  public SigningRequest {
    names = List.copyOf(names);
  }

  /**
   * Reads a request and checks that who made it has the key.
   *
   * @param name of the file, for messages
   */
  public static SigningRequest parse(byte[] bytes, String name) throws UnusableFileException {
    try {
      var request = new JcaPKCS10CertificationRequest(der(bytes));
      PublicKey key = request.getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new UnusableFileException(
            "the request '%s' is not signed with the key in it".formatted(name));
      }
      return new SigningRequest(request.getSubject().toString(), key, names(request));
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | RuntimeException e) {
      if (e instanceof UnusableFileException told) {
        throw told;
      }
      throw new UnusableFileException("'%s' is no certificate request".formatted(name), e);
    }
  }

  private static byte[] der(byte[] bytes) {
    Matcher block = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    return block.find() ? Base64.getMimeDecoder().decode(block.group(1).strip()) : bytes;
  }

  private static List<String> names(JcaPKCS10CertificationRequest request) {
    List<String> names = new ArrayList<>();
    Extensions asked = request.getRequestedExtensions();
    GeneralNames all =
        asked == null ? null : GeneralNames.fromExtensions(asked, Extension.subjectAlternativeName);
    for (GeneralName name : all == null ? new GeneralName[0] : all.getNames()) {
      if (name.getTagNo() == GeneralName.dNSName) {
        names.add(name.getName().toString());
      } else if (name.getTagNo() == GeneralName.iPAddress) {
        names.add(address(ASN1OctetString.getInstance(name.getName()).getOctets()));
      }
    }
    return names;
  }

  private static String address(byte[] octets) {
    ByteBuffer bytes = ByteBuffer.wrap(octets);
    IpAddress address =
        octets.length == Integer.BYTES
            ? IpAddress.v4(bytes.getInt())
            : IpAddress.v6(bytes.getLong(), bytes.getLong());
    return address.toString();
  }
}
