use super::figures::converted;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use touchstone_domain::time::Timestamp;

const TEXT: &str = r#"# HELP touchstone_http_requests Answered requests.
# TYPE touchstone_http_requests counter
touchstone_http_requests_total{method="GET",route="/track/{code}"} 17
touchstone_http_requests_total{method="POST",route="a \"quoted\" one"} 2
# HELP touchstone_seconds Durations.
# TYPE touchstone_seconds histogram
# UNIT touchstone_seconds seconds
touchstone_seconds_sum{route="/"} 1.5
touchstone_seconds_count{route="/"} 10
touchstone_seconds_bucket{le="0.1",route="/"} 4
touchstone_seconds_bucket{le="0.5",route="/"} 9
touchstone_seconds_bucket{le="+Inf",route="/"} 10
# HELP touchstone_disk_low Low.
# TYPE touchstone_disk_low gauge
touchstone_disk_low 0
# EOF
"#;

#[test]
fn what_metrics_show_is_what_the_collector_gets() {
    let at = Timestamp::from_micros;
    let found = converted(TEXT, at(1), at(2));
    let names: Vec<&str> = found.iter().map(|metric| metric.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "touchstone_http_requests",
            "touchstone_seconds",
            "touchstone_disk_low"
        ]
    );
    let Some(Data::Sum(sum)) = &found[0].data else {
        panic!("{found:?}")
    };
    assert!(sum.is_monotonic);
    let values: Vec<_> = sum.data_points.iter().map(|point| point.value).collect();
    assert_eq!(values, [Some(Value::AsDouble(17.0)), Some(Value::AsDouble(2.0))]);
    let told = format!("{:?}", sum.data_points);
    assert!(
        told.contains("/track/{code}") && told.contains(r#"a \"quoted\" one"#),
        "{told}"
    );
    assert_eq!(
        (
            sum.data_points[0].start_time_unix_nano,
            sum.data_points[0].time_unix_nano
        ),
        (1_000, 2_000)
    );
    let Some(Data::Histogram(histogram)) = &found[1].data else {
        panic!("{found:?}")
    };
    let point = &histogram.data_points[0];
    assert_eq!(point.bucket_counts, [4, 5, 1]);
    assert_eq!(point.explicit_bounds, [0.1, 0.5]);
    assert_eq!((point.count, point.sum), (10, Some(1.5)));
    assert!(matches!(&found[2].data, Some(Data::Gauge(gauge)) if gauge.data_points.len() == 1));
}
