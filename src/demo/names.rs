//! The names that demo people are made of, by language so that they go together.

/// Names of one language: given names, and family names that go with any of them. Where a name is
/// written in another script, its usual spelling in Latin letters stands behind a slash.
pub type Language = (&'static str, &'static str);

pub const LANGUAGES: [Language; 21] = [
    (
        "Olivia Grace Amelia Harriet Oliver Callum Ethan Rosalind",
        "Bennett Whitaker Hughes Ashworth Fletcher Sinclair Doyle Marlowe",
    ),
    (
        "Lucía Sofía Ximena Inés Mateo Álvaro Joaquín Íñigo",
        "García Núñez Ibáñez Muñoz Ortega Peña Quiroga Salcedo",
    ),
    (
        "Beatriz Helena Conceição Luísa João Thiago Caetano Antônio",
        "Araújo Magalhães Conceição Esteves Figueira Guimarães Moraes Tavares",
    ),
    (
        "Chloé Élodie Amélie Maëlys François Rémi Baptiste Loïc",
        "Lefèvre Bérenger Chevalier Dubois Fournier Gauthier Marchand Rousseau",
    ),
    (
        "Jürgen Anneliese Käthe Björn Friederike Matthias Sören Wiebke",
        "Müller Schröder Weiß Köhler Baumgärtner Hoffmann Krüger Vogelsang",
    ),
    (
        "Åsa Freja Ingrid Sólveig Bjørn Øystein Mikael Þórunn",
        "Sørensen Lindqvist Håkansson Nyström Østergaard Virtanen Jónsdóttir Bergström",
    ),
    (
        "Zofia Małgorzata Agnieszka Świętosława Łukasz Wojciech Paweł Grzegorz",
        "Wiśniewska Dąbrowski Zieliński Wójcik Kamińska Łęcki Szymański Żurek",
    ),
    (
        "Tereza Božena Ilona Ștefania Ondřej Jiří László Mihai",
        "Dvořák Procházka Růžička Szabó Horváth Kővári Ionescu Țepeș",
    ),
    (
        "Ayşe Zeynep Elif Gülşen Mehmet Çağlar Oğuz Yiğit",
        "Yılmaz Öztürk Şahin Çelik Aydın Kılıç Doğan Ünal",
    ),
    (
        "Ananya Priya Meenakshi Kavitha Arjun Rohan Vikram Siddharth",
        "Sharma Iyer Banerjee Chaudhary Deshpande Krishnan Nair Patel",
    ),
    (
        "Adaeze Folasade Ngozi Yetunde Chinedu Kwame Oluwaseun Kofi",
        "Okafor Adeyemi Mensah Balogun Eze Nwosu Owusu Boateng",
    ),
    (
        "Wanjiru Achieng Makena Zawadi Kamau Otieno Baraka Tendai",
        "Kimani Odhiambo Mwangi Njoroge Moyo Wekesa Chirwa Mutasa",
    ),
    (
        "Layla Yasmin Noor Shirin Omar Khalid Youssef Dariush",
        "Haddad Mansour Farouk Nasser Rahimi Khoury Benali Tehrani",
    ),
    (
        "Hương Thảo Ngọc Quỳnh Minh Đức Tuấn Khánh",
        "Nguyễn Trần Phạm Đặng Huỳnh Võ Bùi Đỗ",
    ),
    (
        "Dewi Ratna Maricel Analyn Budi Agus Wahyu Jomar",
        "Santoso Wijaya Hartono Siregar Dela-Cruz Reyes Bautista Villanueva",
    ),
    (
        "Aroha Mere Sefina Leilani Tāne Wiremu Sione Manaia",
        "Tūhoe Ngata Parata Fonoti Tuilagi Kealoha Rangihuna Taufa",
    ),
    (
        "陽菜/Hina 結衣/Yui 美咲/Misaki さくら/Sakura 健太/Kenta 蓮/Ren 大輔/Daisuke 拓海/Takumi",
        "佐藤/Sato 鈴木/Suzuki 高橋/Takahashi 田中/Tanaka 渡辺/Watanabe 山本/Yamamoto 小林/Kobayashi 吉田/Yoshida",
    ),
    (
        "秀英/Xiuying 雨桐/Yutong 佳怡/Jiayi 静/Jing 伟/Wei 志强/Zhiqiang 浩然/Haoran 子轩/Zixuan",
        "王/Wang 李/Li 张/Zhang 刘/Liu 陈/Chen 杨/Yang 黄/Huang 周/Zhou",
    ),
    (
        "지우/Jiwoo 서연/Seoyeon 하은/Haeun 수빈/Subin 민준/Minjun 도윤/Doyun 현우/Hyunwoo 준서/Junseo",
        "김/Kim 이/Lee 박/Park 최/Choi 정/Jung 강/Kang 윤/Yoon 한/Han",
    ),
    (
        "Ελένη/Eleni Μαρία/Maria Κατερίνα/Katerina Δήμητρα/Dimitra Γιώργος/Giorgos Νίκος/Nikos Κώστας/Kostas Παναγιώτης/Panagiotis",
        "Παπαδόπουλος/Papadopoulos Γεωργίου/Georgiou Νικολάου/Nikolaou Οικονόμου/Oikonomou Βασιλείου/Vasileiou Δημητρίου/Dimitriou Αγγελίδης/Angelidis Καραγιάννη/Karagianni",
    ),
    (
        "Олена/Olena Оксана/Oksana Марія/Mariia Катерина/Kateryna Андрій/Andrii Тарас/Taras Богдан/Bohdan Юрій/Yurii",
        "Шевченко/Shevchenko Коваленко/Kovalenko Бондаренко/Bondarenko Ткаченко/Tkachenko Кравчук/Kravchuk Мельник/Melnyk Лисенко/Lysenko Гончар/Honchar",
    ),
];

/// The name as its owner writes it, without the spelling in Latin letters.
pub fn written(name: &str) -> &str {
    name.split_once('/').map_or(name, |(written, _)| written)
}

/// The name in the letters of an e-mail address: lower case, a to z and the hyphen.
pub fn spelled(name: &str) -> String {
    let latin = name.split_once('/').map_or(name, |(_, latin)| latin);
    latin.to_lowercase().chars().map(plain).collect()
}

/// What people write for a letter where only a to z will do.
fn plain(letter: char) -> &'static str {
    const ASCII: &str = "abcdefghijklmnopqrstuvwxyz-";
    if let Some(at) = ASCII.find(letter) {
        return &ASCII[at..=at];
    }
    let folded = FOLDED.iter().find(|(letters, _)| letters.contains(letter));
    // A combining mark, such as the dot that remains of a lower-cased İ, has no letter of its own.
    folded.map_or("", |(_, plain)| plain)
}

const FOLDED: [(&str, &str); 17] = [
    ("áãäåāąạảấầặ", "a"),
    ("çč", "c"),
    ("đ", "d"),
    ("èéëęễ", "e"),
    ("ğ", "g"),
    ("íïı", "i"),
    ("ł", "l"),
    ("ñń", "n"),
    ("óôõöøőơọỗ", "o"),
    ("ř", "r"),
    ("śşș", "s"),
    ("ß", "ss"),
    ("ț", "t"),
    ("þ", "th"),
    ("ùúüūůưứ", "u"),
    ("ỳ", "y"),
    ("żž", "z"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_can_be_spelled_in_an_address() {
        let names = LANGUAGES
            .iter()
            .flat_map(|(given, family)| given.split(' ').chain(family.split(' ')));
        for name in names {
            let spelled = spelled(name);
            let latin = name.split_once('/').map_or(name, |(_, latin)| latin);
            // No letter is lost on the way (ß and þ become two).
            assert!(
                spelled.len() >= latin.chars().count(),
                "{name} became {spelled}"
            );
            assert!(
                spelled
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{spelled}"
            );
            assert!(!written(name).contains('/'), "{name}");
        }
    }
}
