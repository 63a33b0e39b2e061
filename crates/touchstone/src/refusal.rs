//! Errors of the product below, as sentences for the command line.

use touchstone_app::AppError;

/// What went wrong, in words: for refused fields which ones and why.
pub(crate) fn worded(error: &AppError) -> anyhow::Error {
    if error.fields().is_empty() {
        return match error {
            AppError::Conflict { code } => anyhow::anyhow!("{}", code.replace('_', " ")),
            other => anyhow::anyhow!("{other}"),
        };
    }
    let field = |field: &touchstone_app::core::FieldError| {
        let args: Vec<String> = field
            .args
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        let args = if args.is_empty() {
            String::new()
        } else {
            format!(" ({})", args.join(", "))
        };
        format!("{}: {}{args}", field.field, field.code.replace('_', " "))
    };
    anyhow::anyhow!(
        "{}",
        error.fields().iter().map(field).collect::<Vec<_>>().join("; ")
    )
}
