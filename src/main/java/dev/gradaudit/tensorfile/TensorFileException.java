package dev.gradaudit.tensorfile;

import java.io.IOException;

/** A tensor file that is not what it should be, or that cannot be read at all. */
public final class TensorFileException extends IOException {
  private static final long serialVersionUID = 1;

  private final String file;
  private final String problem;
  private final String advice;
  private final boolean malformed;

  private TensorFileException(String file, String problem, String advice, boolean malformed) {
    super(text(file, problem, advice));
    this.file = file;
    this.problem = problem;
    this.advice = advice;
    this.malformed = malformed;
  }

  private static String text(String file, String problem, String advice) {
    return "'" + file + "': " + problem + "; " + advice;
  }

  /** What the file holds is wrong, or not supported. */
  static TensorFileException malformed(String file, String problem, String advice) {
    return new TensorFileException(file, problem, advice, true);
  }

  /** The file is not there, may not be read, or changes meanwhile. */
  static TensorFileException unreadable(String file, String problem, String advice) {
    return new TensorFileException(file, problem, advice, false);
  }

  /** All of it in one line. */
  public String text() {
    return text(file, problem, advice);
  }

  /** As the user named it. */
  public String file() {
    return file;
  }

  public String problem() {
    return problem;
  }

  /** The way out. */
  public String advice() {
    return advice;
  }

  /** Whether another file would help, and not another try. */
  public boolean isMalformed() {
    return malformed;
  }
}
