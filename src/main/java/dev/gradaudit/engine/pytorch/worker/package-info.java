/** The other process: the only place that uses libtorch. */
@NullMarked
package dev.gradaudit.engine.pytorch.worker;

import org.jspecify.annotations.NullMarked;
