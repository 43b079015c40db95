// Elementary functions whose bits depend on nothing but their argument.
//
// The C library's exp, log and sin differ between processors (it dispatches on FMA at run time) and
// between systems. Everything that decides a result goes through these instead: only additions,
// multiplications and explicit fused multiply-adds in a fixed order, with contraction switched off.
#ifndef CK_MATH_H
#define CK_MATH_H

#ifdef __cplusplus
extern "C" {
#endif

/// Natural logarithm of a positive finite number, within 2 units in the last place.
double ck_log(double x);

/// e to the power x, within 2 units in the last place; saturates to 0 and +infinity.
double ck_exp(double x);

/// Sine and cosine of an angle in radians with |x| below 1e8, within 1e-15 absolute.
void ck_sincos(double x, double *sine, double *cosine);

#ifdef __cplusplus
}
#endif
#endif
