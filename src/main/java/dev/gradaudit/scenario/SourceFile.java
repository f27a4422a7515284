package dev.gradaudit.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the bytes of a scenario file, and the text that they are. */
final class SourceFile {
  private SourceFile() {}

  static byte[] bytes(Path file, long limit) throws UnreadableDocumentException {
    if (Files.isDirectory(file)) {
      throw fault("the file is a folder", "name a scenario file");
    }
    if (!Files.exists(file)) {
      throw fault("the file does not exist", "check the path");
    }
    if (!Files.isReadable(file)) {
      throw fault("the file may not be read", "check its permissions");
    }
    try (InputStream in = Files.newInputStream(file)) {
      // Not by the stated size: a pipe has none, and a file may grow.
      byte[] bytes = in.readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 8));
      if (bytes.length > limit) {
        throw fault(
            "the file is larger than " + limit + " bytes",
            "draw large tensors with \"shape\" and \"init\"");
      }
      return bytes;
    } catch (IOException e) {
      throw fault("the file cannot be read", e.getMessage());
    }
  }

  /** The text, without a byte order mark. */
  static String decode(byte[] bytes) throws UnreadableDocumentException {
    int mark = bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    if (mark == 0xFEFF || mark == 0xFFFE) {
      throw fault("the file is text in UTF-16", "save it as UTF-8");
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
    } catch (CharacterCodingException e) {
      throw fault("the file is not text in UTF-8", "a scenario is JSON or YAML");
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Refuses what no text file has; it would also upset terminals that messages are shown on. */
  static void requireText(String text) throws UnreadableDocumentException {
    if (text.isBlank()) {
      throw fault("the file is empty", "a scenario needs \"tensors\" and \"program\"");
    }
    if (text.indexOf('\0') >= 0) {
      throw fault("the file is binary", "a scenario is JSON or YAML");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean blank = c == '\t' || c == '\n' || c == '\r';
      if (Character.isISOControl(c) && !blank || c >= '\uFFFE' || isLoneSurrogate(text, i)) {
        throw new UnreadableDocumentException(
            i,
            i + 1,
            String.format(Locale.ROOT, "the character U+%04X does not belong in a text", (int) c),
            "a scenario is JSON or YAML");
      }
    }
  }

  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
            && (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1)))
        || Character.isLowSurrogate(c)
            && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static UnreadableDocumentException fault(String message, @Nullable String advice) {
    return new UnreadableDocumentException(0, 1, message, advice);
  }
}
