// GSL (https://www.gnu.org/software/gsl/), the statistics library behind module Statistics.
#if !__has_include(<gsl/gsl_version.h>)
#error "GSL is missing. Install it: 'sudo apt-get install libgsl-dev' or 'brew install gsl'."
#endif

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_vector.h>
