/**
 * What can be said about runs that are not identical: moments, confidence intervals, significant
 * bits, normality, shares of the variance; and how much identical runs prove. Start from {@link
 * dev.gradaudit.statistics.ElementMoments}. Knows numbers and tensors, not what a run or an axis
 * is. Compare bits first: statistics describe differences and do not find them.
 *
 * <p>The same samples in the same sequence give the same bits on every JVM and processor:
 * elementary functions are those of {@link java.lang.StrictMath} or Commons Math's own, in plain
 * Java, and nothing is random.
 */
@NullMarked
package dev.gradaudit.statistics;

import org.jspecify.annotations.NullMarked;
