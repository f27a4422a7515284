package dev.gradaudit.reveal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that sums from the last term to the first: somebody's, as far as the tests go. */
public final class SumProgram {
  private static final Pattern SHAPE = Pattern.compile("\\((\\d+), (\\d+)\\)");

  private SumProgram() {}

  /**
   * @param arguments the .npy file with the rows of terms, and the one for their sums
   */
  public static void main(String[] arguments) throws IOException {
    ByteBuffer in =
        ByteBuffer.wrap(Files.readAllBytes(Path.of(arguments[0]))).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[in.getShort(8)];
    in.position(10).get(header);
    Matcher shape = SHAPE.matcher(new String(header, StandardCharsets.US_ASCII));
    if (!shape.find()) {
      throw new IOException("no shape");
    }
    int count = Integer.parseInt(shape.group(1));
    int terms = Integer.parseInt(shape.group(2));
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + count + ",), }";
    byte[] head = (text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(128 + 4 * count).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0}).put(head);
    for (int row = 0; row < count; row++) {
      float[] values = new float[terms];
      in.asFloatBuffer().get(row * terms, values);
      float sum = values[terms - 1];
      for (int term = terms - 2; term >= 0; term--) {
        sum += values[term];
      }
      out.putFloat(sum);
    }
    Files.write(Path.of(arguments[1]), out.array());
  }
}
