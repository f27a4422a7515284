package dev.gradaudit.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The parts of the page that are files of their own: the frame, the style sheet, the script. */
final class Assets {
  private Assets() {}

  static String frame() throws IOException {
    return read("page.html");
  }

  static String style() throws IOException {
    return read("page.css");
  }

  static String script() throws IOException {
    return read("page.js");
  }

  /** How a content security policy names a text: {@code sha256-…}. */
  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private static String read(String name) throws IOException {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the installation lacks " + name);
      }
      // As it is in the repository, whatever a checkout made of the line ends.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }
}
